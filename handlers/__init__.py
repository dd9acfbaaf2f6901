"""One turn of conversation, free of any channel: a message in, replies and effects out."""
