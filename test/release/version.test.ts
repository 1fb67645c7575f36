import { describe, expect, it } from 'vitest';
import { parseVersion, realType } from '../../src/release/version.ts';
import { planned } from '../support/builders.ts';
import { given } from '../support/given.ts';

describe('a version', () => {
  it.each([
    ['1.2.3', '1.2.3'],
    ['v1.2.3', '1.2.3'],
    [' v1.2.3 ', '1.2.3'],
    ['1.2.3-rc.1', '1.2.3-rc.1'],
    ['v1.2.3+build.5', '1.2.3+build.5'],
  ])('%j is read as %s', (text, version) => {
    expect(parseVersion(text)).toBe(version);
  });
  it.each(['1.2', '1', 'latest', '', 'vv1.2.3', 'V1.2.3', '1.2.3.4', '01.2.3', '1.2.3-', '=1.2.3', '^1.2.3'])(
    '%j is none',
    text => {
      expect(parseVersion(text)).toBeNull();
    },
  );
  it.each([
    ['1.3.0', '1.3.1', 'patch'],
    ['1.3.0', '1.4.0', 'minor'],
    ['1.3.0', '1.4.7', 'minor'],
    ['1.3.0', '2.0.0', 'major'],
    ['1.3.0', '2.0.0-rc.1', 'major'],
    ['1.3.0-rc.1', '1.3.0', 'patch'],
  ] as const)('from %s to %s is a %s', (from, to, type) => {
    expect(realType(from, to)).toBe(type);
  });
});

describe('a release is refused', () => {
  const asked = (version: string, type: 'patch' | 'minor' | 'major' | 'hotfix', running = '1.3.0') =>
    given().when(planned(type, 'production', { version, running }));

  it('when the version runs there already', () => {
    asked('1.3.0', 'patch').refuses('already-released', { version: '1.3.0' });
  });
  it('when the version went out there before', () => {
    given({ type: 'LaneNews', events: [{ type: 'VersionReleased', release: 'other', version: '1.4.0' }] })
      .when(planned('minor'))
      .refuses('already-released', { version: '1.4.0' });
  });
  it('when the version is older than what runs there', () => {
    asked('1.2.9', 'patch').refuses('older-than-running', { running: '1.3.0' });
    asked('1.3.0-rc.1', 'patch').refuses('older-than-running');
  });
  it.each([
    ['2.0.0', 'minor', 'major'],
    ['2.0.0', 'patch', 'major'],
    ['2.0.0', 'hotfix', 'major'],
    ['1.4.0', 'patch', 'minor'],
    ['1.4.0', 'hotfix', 'minor'],
  ] as const)('when %s is declared a %s and is a %s', (version, declared, real) => {
    asked(version, declared).refuses('type-too-low', { declared, real, running: '1.3.0' });
  });
});

describe('a release is accepted', () => {
  it.each([
    ['1.3.1', 'minor'],
    ['1.3.1', 'major'],
    ['1.4.0', 'major'],
    ['1.3.1', 'hotfix'],
  ] as const)('when %s is declared a %s, higher than or as high as it is', (version, type) => {
    given()
      .when(planned(type, 'production', { version }))
      .leaves('approving');
  });
  it('on a first deploy whatever it is declared', () => {
    given()
      .when(planned('patch', 'production', { version: '5.0.0', running: null }))
      .leaves('approving');
  });
  it('when the version was rolled back before', () => {
    given({
      type: 'LaneNews',
      events: [
        { type: 'VersionReleased', release: 'other', version: '1.4.0' },
        { type: 'VersionTakenBack', release: 'other', version: '1.4.0', to: '1.3.0' },
      ],
    })
      .when(planned('minor'))
      .leaves('approving');
  });
});
