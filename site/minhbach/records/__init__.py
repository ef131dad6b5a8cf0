"""PRIVATE: reports as they came in, who sent them, and everything that was done about them."""
