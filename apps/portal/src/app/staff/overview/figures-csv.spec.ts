import { figuresCsv } from './figures-csv';

const figure = (series: (number | null)[], previousSeries: (number | null)[]) => ({ value: 0, previous: 0, change: null, series, previousSeries });

it('tells both periods day by day, with a gap where there was nothing to divide by', () => {
  const clicks = figure([4, 0], [1, 2]);
  const rate = figure([0.25, null], [1, 0.5]);
  const csv = figuresCsv({ days: ['2026-03-01', '2026-03-02'], figures: { clicks, signUps: clicks, qualified: clicks, ambassadors: clicks, clickToSignUp: rate, bringing: rate } });
  expect(csv.split('\r\n')).toEqual([
    'period,day,clicks,sign_ups,confirmed_friends,ambassadors,click_to_sign_up,members_who_bring_friends',
    'previous,2026-02-27,1,1,1,1,1,1', 'previous,2026-02-28,2,2,2,2,0.5,0.5', 'current,2026-03-01,4,4,4,4,0.25,0.25', 'current,2026-03-02,0,0,0,0,,', '',
  ]);
});
