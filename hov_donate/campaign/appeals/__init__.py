"""Appeals, in every language, and the people and organisations that sign them."""
