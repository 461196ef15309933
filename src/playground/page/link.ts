/** What is looked at, as it stands in the address: which example and which question, and nothing of any file. */
import type { Form } from "../messages.js";
import { type Settings, settingKeys, settingsFrom } from "../settings.js";

export interface Link {
  /** Null for the user's own files, which no address can hold. */
  readonly example: string | null;
  readonly settings: Settings;
  readonly device: string | null;
  readonly layout: string | null;
  readonly form: Form;
}

export const FORMS: readonly Form[] = ["patch", "overlay", "c", "plan"];

const isForm = (text: string | null): text is Form => FORMS.some((form) => form === text);

/** @param hash with its `#`, or empty */
export function readLink(hash: string): Link {
  const said = new URLSearchParams(hash.slice(1));
  const form = said.get("as");
  return {
    example: said.get("example"),
    settings: settingsFrom((key) => said.get(key)),
    device: said.get("device"),
    layout: said.get("layout"),
    form: isForm(form) ? form : "patch",
  };
}

/** Only what is not as it is for everybody. */
export function linkText({ example, settings, device, layout, form }: Link): string {
  const said = new URLSearchParams();
  if (example !== null) said.set("example", example);
  for (const key of settingKeys) if (settings[key] !== "") said.set(key, settings[key]);
  if (device !== null && example !== null) said.set("device", device);
  if (layout !== null) said.set("layout", layout);
  if (form !== "patch") said.set("as", form);
  return `#${said}`;
}
