"""The served site under load: readers by the dozen while a writer takes pages in."""
