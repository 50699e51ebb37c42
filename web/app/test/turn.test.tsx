import { DewberryError } from '@dewberry/sdk';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { account } from '../src/app/services.ts';
import { I18nProvider } from '../src/i18n/I18nProvider.tsx';
import { SignInPage } from '../src/session/SignInPage.tsx';

async function signIn(): Promise<void> {
  render(
    <I18nProvider>
      <SignInPage wasSignedIn={false} />
    </I18nProvider>,
  );
  fireEvent.change(screen.getByLabelText('User name'), { target: { value: 'Ann' } });
  fireEvent.change(screen.getByLabelText('Password'), { target: { value: 'correct horse' } });
  await act(async () => {
    fireEvent.submit(screen.getByRole('button', { name: 'Sign in' }).closest('form')!);
  });
}

describe('a sign-in for which there is no place', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => {
    cleanup();
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it('says when its turn is, and tries again by itself', async () => {
    const tried = vi.spyOn(account, 'signIn').mockRejectedValueOnce(new DewberryError('busy', 'busy', 42_000));
    await signIn();
    expect(screen.getByRole('status').textContent).toContain('tries again by itself');
    expect(screen.getByRole('timer').textContent).toContain('42 s');
    expect(screen.queryByRole('alert')).toBeNull();

    await act(async () => vi.advanceTimersByTime(30_000));
    expect(screen.getByRole('timer').textContent).toContain('12 s');
    expect(tried).toHaveBeenCalledTimes(1);

    tried.mockRejectedValueOnce(new DewberryError('bad_credentials', 'no'));
    await act(async () => vi.advanceTimersByTime(12_500));
    expect(tried).toHaveBeenCalledTimes(2);
    expect(tried).toHaveBeenLastCalledWith('ann', 'correct horse', expect.anything());
    expect(screen.queryByRole('status')).toBeNull();
    expect(screen.getByRole('alert').textContent).toBeTruthy();
  });

  it('can be given up', async () => {
    const tried = vi.spyOn(account, 'signIn').mockRejectedValue(new DewberryError('busy', 'busy', 5_000));
    await signIn();
    await act(async () => {
      fireEvent.submit(screen.getByRole('button', { name: 'Cancel' }).closest('form')!);
    });
    expect(screen.queryByRole('status')).toBeNull();

    await act(async () => vi.advanceTimersByTime(60_000));
    expect(tried).toHaveBeenCalledTimes(1);
  });

  it('says that the server is busy where it got no turn', async () => {
    vi.spyOn(account, 'signIn').mockRejectedValue(new DewberryError('busy', 'busy'));
    await signIn();
    expect(screen.getByRole('alert').textContent).toContain('busy');
  });
});
