"""The room of the solidarity map: which countries are not shown, and why."""
