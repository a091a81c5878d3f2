"""The room of endorsements: what organisations decided, who moved it, and what they are."""
