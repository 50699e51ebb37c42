import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { I18nProvider } from '../src/i18n/I18nProvider.tsx';
import { PlainHttpNotice } from '../src/session/PlainHttpNotice.tsx';
import { SignInPage } from '../src/session/SignInPage.tsx';

function show(secure: boolean): void {
  vi.stubGlobal('isSecureContext', secure);
  render(
    <I18nProvider>
      <SignInPage wasSignedIn={false} />
    </I18nProvider>,
  );
}

describe('a page by plain HTTP', () => {
  afterEach(() => {
    cleanup();
    vi.unstubAllGlobals();
  });

  it('says before the password is typed who reads it, and what the browser switches off', () => {
    show(false);
    const notice = screen.getByRole('region', { name: 'This page is not encrypted' });
    expect(notice.textContent).toContain('password');
    for (const what of ['Notifications', 'Installing', 'Camera', 'Copying', 'tabs']) {
      expect(notice.textContent).toContain(what);
    }
    const order = notice.compareDocumentPosition(screen.getByLabelText('Password'));
    expect(order & Node.DOCUMENT_POSITION_FOLLOWING).toBeTruthy();
  });

  it('is not spoken of on a secure one', () => {
    show(true);
    expect(screen.queryByRole('region')).toBeNull();
  });

  it('says it in Chinese, too', () => {
    vi.stubGlobal('navigator', { languages: ['zh-CN'] });
    render(
      <I18nProvider>
        <PlainHttpNotice secure={false} />
      </I18nProvider>,
    );
    expect(screen.getByRole('region').textContent).toContain('未加密');
  });
});
