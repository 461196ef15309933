/** For terminals that know no other characters: what stands for those that reports are drawn with, column by column. */
const STAND_INS: Readonly<Record<string, string>> = {
  "├": "|",
  "│": "|",
  "└": "`",
  "─": "-",
  "·": ".",
  "█": "#",
  "▓": "r",
  "▒": "i",
  "░": "s",
  "−": "-",
  "→": ">",
  "…": "~",
  "∩": "&",
  "▁": "1",
  "▂": "2",
  "▃": "3",
  "▄": "4",
  "▅": "5",
  "▆": "6",
  "▇": "7",
};

/** As many columns as before; what has no stand-in, such as a name's own characters, is left as it is. */
export const asAscii = (line: string): string =>
  line.replace(/[^\0-\x7f]/gu, (character) => STAND_INS[character] ?? character);
