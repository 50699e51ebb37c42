import type { ReactElement } from 'react';

/** The mark of the product. */
export function Berry({ size }: { size: number }): ReactElement {
  return <img className="berry" src="/dewberry.svg" width={size} height={size} alt="" />;
}
