"""Reports that come in by e-mail: files of messages as a mail server keeps them become reports."""

from minhbach.intake.email.taking import MailResult, take_mail

__all__ = ["MailResult", "take_mail"]
