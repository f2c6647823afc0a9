"""copydesk: the copy desk for the open web.

Takes news pages as they are found, works out what was filed, shows what each republisher changed, groups all copies of
a story and restores its text. The flow is written in `copydesk.line`; the words are defined in `copydesk.record`.
"""

__version__ = "0.1.0"
