import { useId, type InputHTMLAttributes, type ReactElement, type ReactNode } from 'react';

/** Extra attributes go to the input. */
interface Props extends Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange' | 'value'> {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly end?: ReactNode;
  readonly 'data-first-focus'?: boolean;
}

/** A labelled input with its hint. */
export function Field({ label, hint, value, onChange, end, ...input }: Props): ReactElement {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="field-input">
        <input
          id={id}
          type="text"
          value={value}
          aria-describedby={hint === undefined ? undefined : `${id}-hint`}
          onChange={(event) => onChange(event.target.value)}
          {...input}
        />
        {end}
      </div>
      {hint !== undefined && (
        <p id={`${id}-hint`} className="hint">
          {hint}
        </p>
      )}
    </div>
  );
}
