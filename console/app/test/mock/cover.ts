// What nobody and several answer for, of the mock.
import type { Coverage } from '../../src/api/types';
import { harbin, jiamusi, text } from './parties';

export const coverage = (now: number): Coverage => ({
  now: new Date(now).toISOString(), says: text('Computed from the outlines of 2 jurisdictions and the river lines that this node knows.', '根据本节点已知的2个辖区边界和河流线路计算。'), outlines: 2, missing: [jiamusi], unplaced: [], below: 1, slivers: 3, settled: 1,
  rivers: [{ id: 'songhua', name: text('Songhua', '松花江'), length: { km: 620, single: 540, orphan: 80, contested: 0 } }], network: { km: 3800, single: 800, orphan: 3000, contested: 0 }, overlaps: [], vacant: [],
  orphans: [{ kind: 'stretch', name: text('Songhua', '松花江'), from: 210, to: 290, lon: 127.4, lat: 45.9, unsure: true, beside: [harbin],
    advice: text('Nobody answers for this stretch: Harbin can propose a zone over it.', '没有人对这段河流负责：哈尔滨可以提议设立责任区。'), href: '/agreements/new' }],
});
