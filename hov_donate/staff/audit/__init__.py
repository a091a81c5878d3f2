"""The audit log: who did what, to what, when; append-only, each row sealed to the one before.

Start reading at `rules`, then `watching`: how changes are noted without any page's help.
decisions/0022-audit-log.md says why it is as it is.
"""
