"""The staff bot on Telegram: claim, talk, quick replies, transfer, file, end; on python-telegram-bot."""
