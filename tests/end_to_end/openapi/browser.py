"""Opens a page in chromium, which finds no host but 127.0.0.1, fills in forms and sends them.

Takes the page's URL, and a JSON list of forms: `[operation, {label: value, …}]`. Prints as one JSON
object what the page shows and what the browser asked for on the way.
"""

import base64
import json
import os
import signal
import subprocess
import sys
import tempfile
import time

from websocket import create_connection

PATIENCE = 30

FILL = """([operation, values]) => {
  const form = document.getElementById(operation);
  form.open = true;
  form.querySelector(".answer").textContent = "";
  for (const [label, value] of Object.entries(values)) {
    form.querySelector(`[aria-label="${label}"]`).value = value;
  }
  form.querySelector("button").click();
}"""

SHOWN = """() => ({
  title: document.title,
  heading: document.querySelector("h1").textContent,
  info: document.getElementById("info").textContent,
  operations: [...document.querySelectorAll("main summary")].map(each => each.innerText.split(/\\s+/).slice(0, 2)),
  schemas: [...document.querySelectorAll("#schemas summary")].map(each => each.innerText),
  broken: [...document.querySelectorAll("a")].map(each => each.hash.slice(1)).filter(id => !document.getElementById(id)),
  unset: document.body.innerText.includes("undefined"),
})"""


class Browser:
    def __init__(self, chromium):
        address = next(line.split()[-1] for line in chromium.stderr if line.startswith("DevTools listening on"))
        self.socket = create_connection(address, timeout=PATIENCE, suppress_origin=True)
        self.count, self.session, self.events = 0, None, []

    def call(self, method, **params):
        self.count += 1
        message = {"id": self.count, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        self.socket.send(json.dumps(message))
        while True:
            answer = json.loads(self.socket.recv())
            if answer.get("id") == self.count:
                return answer["result"]
            self.events.append(answer)

    def evaluate(self, function, argument=None):
        call = f"({function})({json.dumps(argument)})"
        answer = self.call("Runtime.evaluate", expression=call, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def wait(self, function, argument=None):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            found = self.evaluate(function, argument)
            if found:
                return found
            time.sleep(0.05)
        sys.exit(f"nothing came of {function}")

    def seen(self, method):
        return [event["params"] for event in self.events if event.get("method") == method]


def visit(browser, url, forms):
    target = browser.call("Target.createTarget", url="about:blank")["targetId"]
    browser.session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
    for domain in ["Network", "Log", "Runtime", "Page"]:
        browser.call(f"{domain}.enable")
    browser.call("Page.navigate", url=url)
    browser.wait("() => document.querySelectorAll('#schemas details').length")
    shown = browser.evaluate(SHOWN)
    answers = []
    for form in forms:
        browser.evaluate(FILL, form)
        answers.append(browser.wait("id => document.getElementById(id).querySelector('.answer').textContent", form[0]))
    picture = base64.b64decode(browser.call("Page.captureScreenshot")["data"])
    return {
        **shown,
        "answers": answers,
        "asked": [request["request"]["url"] for request in browser.seen("Network.requestWillBeSent")],
        "errors": [entry["entry"]["text"] for entry in browser.seen("Log.entryAdded")],
        "exceptions": browser.seen("Runtime.exceptionThrown"),
        "picture": len(picture),
    }


def end(chromium):
    """Its children outlive it by a moment, in which they still write to the profile."""
    last = time.monotonic() + PATIENCE
    try:
        while time.monotonic() < last:
            os.killpg(chromium.pid, signal.SIGKILL)
            chromium.poll()
            time.sleep(0.01)
    except ProcessLookupError:
        pass  # the whole group is gone


def main(url, forms):
    with tempfile.TemporaryDirectory() as profile:
        flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
        hosts = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
        command = ["chromium", *flags, hosts, f"--user-data-dir={profile}", "--remote-debugging-port=0", "about:blank"]
        pipes = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True}
        chromium = subprocess.Popen(command, **pipes, start_new_session=True)
        try:
            browser = Browser(chromium)
            print(json.dumps(visit(browser, url, json.loads(forms))))
            browser.session = None
            browser.call("Browser.close")
            chromium.wait(PATIENCE)
        finally:
            end(chromium)


main(*sys.argv[1:])
