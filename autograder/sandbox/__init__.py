"""The sandbox: a zygote forks one jailed child process for each submission."""
