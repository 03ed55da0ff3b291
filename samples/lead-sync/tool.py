"""Plain SQL on a database file, and one HTTP call: the sample's own eyes and hands."""
import sqlite3
import sys
import urllib.request

verb, target, text = sys.argv[1:4]
if verb == "sql":
    connection = sqlite3.connect(f"file:{target}?mode=ro", uri=True)
    print(connection.execute(text).fetchone()[0])
else:
    request = urllib.request.Request(target, text.encode(), {"Content-Type": "application/json"}, method="POST")
    urllib.request.urlopen(request).read()
