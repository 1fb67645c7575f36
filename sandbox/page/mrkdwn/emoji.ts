/** Slack's names of the emoji that release messages use. A name that is missing is shown as `:name:`. */
const NAMES = `
+1 👍|thumbsup 👍|-1 👎|thumbsdown 👎|ok_hand 👌|clap 👏|pray 🙏|wave 👋|raised_hands 🙌|raising_hand 🙋|
point_right 👉|point_left 👈|point_up 👆|point_down 👇|muscle 💪|eyes 👀|hand ✋|raised_hand ✋|fist ✊|handshake 🤝|
smile 😄|slightly_smiling_face 🙂|grin 😁|joy 😂|sweat_smile 😅|thinking_face 🤔|neutral_face 😐|sob 😭|cry 😢|
scream 😱|sunglasses 😎|heart_eyes 😍|sleeping 😴|confused 😕|worried 😟|skull 💀|ghost 👻|robot_face 🤖|
white_check_mark ✅|heavy_check_mark ✔️|ballot_box_with_check ☑️|x ❌|negative_squared_cross_mark ❎|
heavy_plus_sign ➕|heavy_minus_sign ➖|heavy_multiplication_x ✖️|question ❓|grey_question ❔|exclamation ❗|
grey_exclamation ❕|bangbang ‼️|interrobang ⁉️|information_source ℹ️|warning ⚠️|no_entry ⛔|no_entry_sign 🚫|
octagonal_sign 🛑|stop_sign 🛑|construction 🚧|rotating_light 🚨|vertical_traffic_light 🚦|traffic_light 🚥|
red_circle 🔴|large_orange_circle 🟠|large_yellow_circle 🟡|large_green_circle 🟢|large_blue_circle 🔵|
blue_circle 🔵|large_purple_circle 🟣|large_brown_circle 🟤|black_circle ⚫|white_circle ⚪|
large_red_square 🟥|large_orange_square 🟧|large_yellow_square 🟨|large_green_square 🟩|large_blue_square 🟦|
large_purple_square 🟪|white_large_square ⬜|black_large_square ⬛|white_medium_square ◻️|black_medium_square ◼️|
white_small_square ▫️|black_small_square ▪️|radio_button 🔘|small_red_triangle 🔺|small_red_triangle_down 🔻|
small_blue_diamond 🔹|small_orange_diamond 🔸|large_blue_diamond 🔷|large_orange_diamond 🔶|
hourglass ⌛|hourglass_flowing_sand ⏳|watch ⌚|alarm_clock ⏰|stopwatch ⏱️|timer_clock ⏲️|clock1 🕐|clock3 🕒|
clock9 🕘|mantelpiece_clock 🕰️|calendar 📆|date 📅|spiral_calendar_pad 🗓️|spiral_note_pad 🗒️|
double_vertical_bar ⏸️|black_square_for_stop ⏹️|arrow_forward ▶️|arrow_backward ◀️|fast_forward ⏩|rewind ⏪|
black_right_pointing_double_triangle_with_vertical_bar ⏭️|black_left_pointing_double_triangle_with_vertical_bar ⏮️|
black_right_pointing_triangle_with_double_vertical_bar ⏯️|arrow_up ⬆️|arrow_down ⬇️|arrow_left ⬅️|arrow_right ➡️|
arrow_upper_right ↗️|arrow_lower_right ↘️|arrow_right_hook ↪️|leftwards_arrow_with_hook ↩️|
arrows_counterclockwise 🔄|arrows_clockwise 🔃|twisted_rightwards_arrows 🔀|repeat 🔁|repeat_one 🔂|back 🔙|soon 🔜|
rocket 🚀|ship 🚢|airplane ✈️|checkered_flag 🏁|triangular_flag_on_post 🚩|waving_white_flag 🏳️|tada 🎉|
confetti_ball 🎊|sparkles ✨|star ⭐|star2 🌟|trophy 🏆|medal 🏅|first_place_medal 🥇|crown 👑|gem 💎|gift 🎁|dart 🎯|
fire 🔥|boom 💥|bomb 💣|zap ⚡|snowflake ❄️|ice_cube 🧊|droplet 💧|ocean 🌊|sunny ☀️|cloud ☁️|rainbow 🌈|
bug 🐛|beetle 🐞|ant 🐜|snail 🐌|turtle 🐢|hatching_chick 🐣|baby_chick 🐤|bird 🐦|canary 🐤|cat 🐱|dog 🐶|
package 📦|inbox_tray 📥|outbox_tray 📤|mailbox 📫|email 📧|envelope ✉️|incoming_envelope 📨|link 🔗|paperclip 📎|
pushpin 📌|round_pushpin 📍|bookmark 🔖|label 🏷️|memo 📝|pencil 📝|pencil2 ✏️|clipboard 📋|page_facing_up 📄|
page_with_curl 📃|bookmark_tabs 📑|books 📚|book 📖|open_book 📖|scroll 📜|newspaper 📰|file_folder 📁|card_index 📇|
card_file_box 🗃️|file_cabinet 🗄️|wastebasket 🗑️|floppy_disk 💾|desktop_computer 🖥️|computer 💻|keyboard ⌨️|
iphone 📱|telephone_receiver 📞|phone ☎️|pager 📟|satellite_antenna 📡|battery 🔋|electric_plug 🔌|bulb 💡|
mag 🔍|mag_right 🔎|microscope 🔬|telescope 🔭|test_tube 🧪|petri_dish 🧫|dna 🧬|thermometer 🌡️|
bar_chart 📊|chart_with_upwards_trend 📈|chart_with_downwards_trend 📉|chart 💹|1234 🔢|abacus 🧮|
lock 🔒|unlock 🔓|lock_with_ink_pen 🔏|closed_lock_with_key 🔐|key 🔑|shield 🛡️|detective 🕵️|
sleuth_or_spy 🕵️|cop 👮|guardsman 💂|fire_engine 🚒|ambulance 🚑|helmet_with_white_cross ⛑️|rescue_worker_helmet ⛑️|
wrench 🔧|hammer 🔨|hammer_and_wrench 🛠️|hammer_and_pick ⚒️|nut_and_bolt 🔩|gear ⚙️|toolbox 🧰|magnet 🧲|scales ⚖️|
building_construction 🏗️|factory 🏭|office 🏢|house 🏠|globe_with_meridians 🌐|earth_africa 🌍|earth_americas 🌎|
speech_balloon 💬|thought_balloon 💭|left_speech_bubble 🗨️|loudspeaker 📢|mega 📣|bell 🔔|no_bell 🔕|mute 🔇|speaker 🔈|
bust_in_silhouette 👤|busts_in_silhouette 👥|technologist 🧑‍💻|ballot_box_with_ballot 🗳️|ballot_box 🗳️|
umbrella ☔|parachute 🪂|anchor ⚓|compass 🧭|world_map 🗺️|map 🗺️|railway_track 🛤️|train 🚋|bullettrain_side 🚄|
crossed_fingers 🤞|four_leaf_clover 🍀|seedling 🌱|deciduous_tree 🌳|evergreen_tree 🌲|coffee ☕|beers 🍻|cake 🍰|
heart ❤️|green_heart 💚|yellow_heart 💛|blue_heart 💙|broken_heart 💔|100 💯|zzz 💤|recycle ♻️|infinity ♾️|
new 🆕|up 🆙|ok 🆗|sos 🆘|cool 🆒|free 🆓|id 🆔|vs 🆚|one 1️⃣|two 2️⃣|three 3️⃣|four 4️⃣|five 5️⃣`;

const EMOJI: ReadonlyMap<string, string> = new Map(
  NAMES.split('|').map(entry => {
    const [name = '', character = ''] = entry.trim().split(' ');
    return [name, character];
  }),
);

export const emojiNamed = (name: string): string | null => EMOJI.get(name) ?? null;

/** Names that begin with what was typed, for completion. */
export const emojiStartingWith = (typed: string): string[] =>
  [...EMOJI.keys()].filter(name => name.startsWith(typed)).slice(0, 8);

/** Replaces `:names:` in plain text. */
export const withEmoji = (text: string): string =>
  text.replace(/:([a-z0-9_+'-]+):/g, (token, name: string) => EMOJI.get(name) ?? token);
