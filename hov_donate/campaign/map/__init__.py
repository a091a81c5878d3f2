"""The International Solidarity Map: who stands with us, country by country."""
