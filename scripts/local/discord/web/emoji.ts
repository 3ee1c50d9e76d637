/** A hand-picked set with searchable names; anything else can be typed or pasted. */
const rows = `👍 thumbsup +1 yes|👎 thumbsdown -1 no|❤️ heart love|🔥 fire hot|🎉 tada party celebrate|😂 joy laugh|😀 grinning smile|😄 smile happy|😅 sweat_smile|🙂 slight_smile|😉 wink|😊 blush|😍 heart_eyes|😎 sunglasses cool|🤔 thinking|😐 neutral_face|🙄 rolling_eyes|😴 sleeping|😢 cry sad|😭 sob|😡 rage angry|😱 scream|🤯 exploding_head|🥳 partying_face|🤝 handshake deal|👏 clap|🙏 pray thanks|💪 muscle strong|👀 eyes look|👋 wave hello|✌️ v peace|🤞 crossed_fingers luck|👌 ok_hand|🫡 salute|🧠 brain|✅ white_check_mark done|☑️ ballot_box_with_check|❌ x no|⚠️ warning|🚨 rotating_light alert|🛑 stop_sign|❓ question|❗ exclamation|💯 100 hundred|⭐ star|🌟 star2|✨ sparkles|⚡ zap lightning|💡 bulb idea|📌 pushpin pin|📎 paperclip|📅 date calendar|⏰ alarm_clock|⌛ hourglass|📈 chart_up|📉 chart_down|📊 bar_chart|📝 memo note|📣 mega announce|🔔 bell|🔒 lock|🔑 key|🔧 wrench|🛠️ tools|🐛 bug|🚀 rocket launch|🎯 dart goal|🏆 trophy win|🥇 first_place|🥈 second_place|🥉 third_place|🎁 gift|💰 moneybag|🧪 test_tube|📦 package|🗑️ wastebasket|🔗 link|🌍 earth|🌈 rainbow|☕ coffee|🍕 pizza|🍰 cake|🍺 beer|🐱 cat|🐶 dog|🦊 fox|🐢 turtle slow|🌱 seedling grow|🌸 blossom|🎵 music note|🎮 video_game|💬 speech_balloon|➕ plus|➖ minus|🔴 red_circle|🟡 yellow_circle|🟢 green_circle|🔵 blue_circle|1️⃣ one|2️⃣ two|3️⃣ three|🆘 sos help`;

export interface EmojiEntry {
  char: string;
  names: string[];
}
export const emojiList: EmojiEntry[] = rows.split('|').map((row) => {
  const [char = '', ...names] = row.split(' ');
  return { char, names };
});
export const findEmoji = (query: string): EmojiEntry[] =>
  emojiList.filter((e) => e.names.some((n) => n.includes(query.toLowerCase())));
