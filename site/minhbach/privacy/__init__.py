"""The one door out: what a private report may say in public, and the proof that it holds."""
