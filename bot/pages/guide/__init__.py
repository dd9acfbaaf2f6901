"""The public guide 什么事找谁: the published cards without sign-in, by topic, by search, and on paper."""
