import { render } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { LinkedText } from '../src/chat/LinkedText.tsx';

function linksIn(text: string): string[] {
  const { container } = render(<LinkedText text={text} />);
  expect(container.textContent).toBe(text);
  return [...container.querySelectorAll('a')].map((link) => link.getAttribute('href') ?? '');
}

describe('LinkedText', () => {
  it('links web addresses, without the full stop behind them', () => {
    expect(linksIn('see https://example.org/a?b=1&c=2, or (http://b.example).')).toEqual([
      'https://example.org/a?b=1&c=2',
      'http://b.example',
    ]);
  });

  it('ends an address where Chinese goes on', () => {
    expect(linksIn('请看https://example.org/路径，谢谢')).toEqual(['https://example.org/路径']);
  });

  it('links nothing else, and reads nothing as HTML', () => {
    expect(linksIn('<a href="javascript:alert(1)">x</a> javascript:alert(1) data:text/html,x')).toEqual([]);
  });
});
