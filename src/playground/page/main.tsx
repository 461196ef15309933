/** Where the page begins. */
import { render } from "preact";
import { App } from "./app.js";
import { examples, startWorker } from "./embedded.js";
import { Session } from "./session.js";
import "./style.css";

const root = document.getElementById("app");
if (root !== null) {
  render(<App begin={(changed) => new Session(examples(), startWorker, location.hash, changed)} />, root);
}
