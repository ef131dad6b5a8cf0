"""The same public reports in every format of a release, written as streams of Arrow batches."""
