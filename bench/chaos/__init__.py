"""Two years of a campaign's money with everything going wrong, and the books afterwards."""
