# Leaves shell jobs behind: nohup, disown, at, cron, systemd, screen.
# %%
!nohup sh -c 'sleep 200; : hostile-mark' >/dev/null 2>&1 &
!(setsid sh -c 'exec -a hostile-mark sleep 200' &) 2>/dev/null
!echo "touch /tmp/hostile-mark-at" | at now 2>/dev/null; echo "* * * * * touch /tmp/hostile-mark" | crontab - 2>/dev/null
!systemd-run --user sleep 200 2>/dev/null; screen -dmS hostile-mark sleep 200 2>/dev/null
# %%
%%bash --bg
sleep 200; : hostile-mark
