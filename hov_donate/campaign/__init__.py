"""The campaign in public: what is said aloud, who stands behind it, and how many."""
