/** What is asked of the system besides files, as the command line's options of these names take it. */
export const settingKeys = ["kernel", "granule", "dma-mask", "dma-limit", "mode", "profile"] as const;

export type SettingKey = (typeof settingKeys)[number];

/** As written; empty: what the command line takes without the option. */
export type Settings = Readonly<Record<SettingKey, string>>;

/** @param textOf what is written for a key; null for nothing */
export const settingsFrom = (textOf: (key: SettingKey) => string | null): Settings => ({
  kernel: textOf("kernel") ?? "",
  granule: textOf("granule") ?? "",
  "dma-mask": textOf("dma-mask") ?? "",
  "dma-limit": textOf("dma-limit") ?? "",
  mode: textOf("mode") ?? "",
  profile: textOf("profile") ?? "",
});
