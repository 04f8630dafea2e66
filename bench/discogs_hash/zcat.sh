#!/bin/sh
# The zcat that everybody has, into nothing. Answer: bytes of XML.
if [ "$1" = answer ]; then
  echo "{\"answer\": {\"bytes\": $(zcat "$2" | wc -c)}}"
else
  zcat "$2" > /dev/null && echo '{}'
fi
