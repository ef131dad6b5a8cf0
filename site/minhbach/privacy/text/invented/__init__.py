"""Made-up text: what people write, with invented names and numbers, to learn from and to test on."""
