import { IdentityBanner } from '../ui/components/index.ts';

export function Desk() {
  return <IdentityBanner reading={null} />;
}
