"""Tracing: from checked articles to clusters, each of which goes back to one filed text."""

from .trace import trace

__all__ = ["trace"]
