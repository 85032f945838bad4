"""The hidden checks, one pytest file for each assignment; never released to students."""
