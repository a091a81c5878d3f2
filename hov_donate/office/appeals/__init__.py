"""The rooms of appeals: their texts, who signed, what waits for a person, sheets of paper."""
