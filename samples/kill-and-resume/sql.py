"""Plain SQL on a database file, with another one attached as `org` where it is named."""
import sqlite3
import sys

target, source, text = sys.argv[1:4]
connection = sqlite3.connect(f"file:{target}?mode=ro", uri=True, timeout=20)
if source:
    connection.execute("ATTACH ? AS org", (f"file:{source}?mode=ro",))
print(connection.execute(text).fetchone()[0])
