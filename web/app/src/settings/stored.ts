/** Small choices of this browser. Where nothing can be stored, they last as long as the page. */
export function readSetting(name: string): string | null {
  try {
    return localStorage.getItem(`dewberry.${name}`);
  } catch {
    return null;
  }
}

export function writeSetting(name: string, value: string | null): void {
  try {
    if (value === null) {
      localStorage.removeItem(`dewberry.${name}`);
    } else {
      localStorage.setItem(`dewberry.${name}`, value);
    }
  } catch {
    // See above.
  }
}
