/** A list with its label, to choose from. */
import type { ComponentChildren } from "preact";

interface ChooseProps {
  readonly label: string;
  readonly value: string;
  readonly onChoose: (value: string) => void;
  readonly children: ComponentChildren;
}

export const Choose = ({ label, value, onChoose, children }: ChooseProps) => (
  <label class="field">
    <span>{label}</span>
    <select value={value} onChange={({ currentTarget }) => onChoose(currentTarget.value)}>
      {children}
    </select>
  </label>
);
