"""Serves the files of a folder in good and bad ways, for the tests of `malleus fetch`.

/good/NAME    with byte ranges
/cut/NAME     each answer breaks off after half of what was asked for
/plain/NAME   no byte ranges
/other/NAME   as many bytes as the file has, all zero
/larger/NAME  the file and one byte more
/none/NAME    404

The port is printed on the first line; every request is appended to the file `requests` as PATH and range.
"""

import http.server
import os
import sys

FOLDER = sys.argv[1]


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        _, way, name = self.path.split("/", 2)
        wanted = self.headers.get("Range", "")
        with open(os.path.join(FOLDER, "requests"), "a") as log:
            log.write(f"{self.path} {wanted}\n")
        path = os.path.join(FOLDER, os.path.basename(name))
        if way == "none" or not os.path.exists(path):
            return self.send_error(404)
        content = open(path, "rb").read()
        if way == "other":
            content = bytes(len(content))
        if way == "larger":
            content += b"!"
        start = 0
        if wanted and way != "plain":
            start = int(wanted.removeprefix("bytes=").rstrip("-"))
            if start >= len(content):
                return self.send_error(416)
        self.send_response(206 if start else 200)
        if start:
            self.send_header(
                "Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        rest = content[start:]
        self.send_header("Content-Length", str(len(rest)))
        self.end_headers()
        self.wfile.write(rest[: (len(rest) + 1) // 2] if way == "cut" else rest)

    def log_message(self, *arguments):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
server.serve_forever()
