"""The linli command."""
