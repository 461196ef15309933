/** Where the page's script begins. */
import { render } from "preact";
import { App } from "./app.js";
import { readPageData } from "./page-data.js";

async function start(root: Element): Promise<void> {
  try {
    const data = await readPageData(document);
    render(<App data={data} />, root);
  } catch (error) {
    root.textContent = `This page cannot be shown: ${error instanceof Error ? error.message : String(error)}`;
    root.setAttribute("role", "alert");
    throw error;
  }
}

const root = document.getElementById("app");
if (root !== null) void start(root);
