import type { Instant } from '../../release/terms.ts';
import type { TokenWords } from '../english/evidence-tokens.ts';
import type { Words } from '../words.ts';

const day = (at: Instant) => new Date(at).toISOString().slice(0, 10);

const scope = ({ service, gates, environments }: TokenWords): string => {
  const where = environments ? `在 ${environments.join('、')} 的` : '的';
  return `${service} ${where}${gates ? ` ${gates.join('、')}` : '所有门禁'}`;
};

const state = ({ expiresAt, revokedAt }: TokenWords, now: Instant): string => {
  if (revokedAt !== null) return `已于 ${day(revokedAt)} 撤销`;
  return expiresAt <= now ? `已于 ${day(expiresAt)} 过期` : `有效期至 ${day(expiresAt)}`;
};

export const evidenceTokens: Words['evidenceTokens'] = {
  created: (it, command) => [
    `令牌 ${it.name} 可以提交${scope(it)}证据，有效期至 ${day(it.expiresAt)}。`,
    '它只显示这一次：请存入 CI 的密钥管理。这里只保存它的哈希值。',
    `撤销方法：${command} revoke ${it.id}`,
  ],
  listed: (tokens, now, command) =>
    tokens.length === 0
      ? [`还没有令牌。用 ${command} create <service> 创建。`]
      : tokens.map(it => {
          const used = it.usedAt === null ? '从未使用' : `最近使用于 ${day(it.usedAt)}`;
          return `${it.id}  ${it.name}  ${scope(it)}  ${state(it, now)}，${used}`;
        }),
  revoked: id => `令牌 ${id} 从现在起被拒绝。它以前提交的证据仍然保留。`,
  refusals: {
    unknownWord: found => `不认识 ${found}：可用 create、list 或 revoke。`,
    noWord: '请说明要做什么：create、list 或 revoke。',
    noService: '请指定令牌所属的服务。',
    noId: '请指定令牌的编号；list 会显示。',
    tooMuch: found => `${found} 是多余的。`,
    unknownService: (found, meant, known) =>
      `策略中没有服务 ${found}。${meant ? `是否指 ${meant}？` : `已有：${known.join('、')}。`}`,
    unknownGate: (found, meant, known) =>
      `CI 不能提交门禁 ${found} 的证据。${meant ? `是否指 ${meant}？` : `可以提交：${known.join('、')}。`}`,
    unknownEnvironment: (found, meant, known) =>
      `没有环境 ${found}。${meant ? `是否指 ${meant}？` : `已有：${known.join('、')}。`}`,
    expires: found => `--expires 是从现在起 1 h 到 730 d 的时长，例如 90d，而不是 ${found}。`,
    name: found => `--name 最多 40 个字母、数字、空格、点、- 或 _，例如 github-actions，而不是 ${found}。`,
    unknownToken: id => `没有令牌 ${id}；list 会显示已有的令牌。`,
  },
};
