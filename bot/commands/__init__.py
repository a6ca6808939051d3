"""The commands of `remit`, one module for each family. What they share is in `opening`; errors are told in `bot.cli`."""
