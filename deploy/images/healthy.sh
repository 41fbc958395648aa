#!/bin/bash
# Whether the server of this container lives: ends with 0 when /healthz says so. There is no curl in the image.
exec 3<>"/dev/tcp/127.0.0.1/${1:-5480}" || exit 1
printf 'GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3
read -r -t 5 _ code _ <&3
[[ "$code" == 200 ]]
