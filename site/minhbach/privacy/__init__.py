"""The one door from private to public: what leaves, leaves through here, anonymised."""
