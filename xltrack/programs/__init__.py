"""What other programs and assistants are told: JSON of the records that sheets are made of (docs/供其他程序和智能助手使用.md)."""
