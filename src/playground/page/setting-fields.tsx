/** The options of the command line's analyses, as fields. */
import type { SettingKey } from "../settings.js";
import { Choose } from "./choose.js";
import { profileNames } from "./embedded.js";
import type { Session } from "./session.js";

/** Releases that people run; any other can be typed. */
const RELEASES = ["7.3", "7.3+iommu-ranges", "6.18", "6.12", "6.6", "6.1", "5.15", "5.10"];

interface FieldsProps {
  readonly session: Session;
}

export function SettingFields({ session }: FieldsProps) {
  const problem = session.report?.settingProblem ?? null;
  return (
    <>
      <Typed session={session} of="kernel" label="Linux" size={10} hint={RELEASES[0] ?? ""} list={RELEASES} />
      <Listed session={session} of="profile" label="Profile" usual="none" values={profileNames()} />
      <Listed session={session} of="mode" label="IOMMU mode" usual="strict" values={["lazy", "passthrough"]} />
      <Listed session={session} of="granule" label="Granule" usual="the driver's" values={["4K", "16K", "64K"]} />
      <Typed session={session} of="dma-mask" label="DMA mask" size={3} hint="32" list={[]} />
      <Typed session={session} of="dma-limit" label="DMA limit" size={11} hint="none" list={[]} />
      <p id="setting-problem" class="bad" role="status">
        {problem?.text}
      </p>
    </>
  );
}

interface FieldProps extends FieldsProps {
  readonly of: SettingKey;
  readonly label: string;
}

interface TypedProps extends FieldProps {
  readonly size: number;
  /** What counts when the field is empty. */
  readonly hint: string;
  readonly list: readonly string[];
}

const Typed = ({ session, of, label, size, hint, list }: TypedProps) => (
  <label class="field">
    <span>{label}</span>
    <input
      id={of}
      list={`${of}-list`}
      size={size}
      placeholder={hint}
      value={session.question.settings[of]}
      spellcheck={false}
      aria-invalid={session.report?.settingProblem?.key === of}
      aria-describedby="setting-problem"
      onInput={({ currentTarget }) => session.set(of, currentTarget.value.trim())}
    />
    <datalist id={`${of}-list`}>
      {list.map((value) => (
        <option key={value} value={value} />
      ))}
    </datalist>
  </label>
);

interface ListedProps extends FieldProps {
  /** What counts when nothing is chosen. */
  readonly usual: string;
  readonly values: readonly string[];
}

function Listed({ session, of, label, usual, values }: ListedProps) {
  const value = session.question.settings[of];
  // A link may name what is not in the list; the answer then says what is wrong with it.
  const all = value === "" || values.includes(value) ? values : [...values, value];
  return (
    <Choose label={label} value={value} onChoose={(text) => session.set(of, text)}>
      <option value="">{usual}</option>
      {all.map((one) => (
        <option key={one}>{one}</option>
      ))}
    </Choose>
  );
}
