//! Names, places and stories of a county that does not exist.

pub(super) const OFFICE: &str = "云水县司法局青河镇司法所";
pub(super) const SHORT: &str = "青河司";
pub(super) const COUNTY: &str = "云水县";
pub(super) const POLICE: &str = "青河派出所";
pub(super) const VILLAGES: &[&str] = &["上河村", "下河村", "石桥村", "杨柳村", "青山村", "新安社区"];

pub(super) const SURNAMES: &[&str] = &[
    "赵", "钱", "孙", "李", "周", "吴", "郑", "王", "冯", "陈", "褚", "卫", "蒋", "沈", "韩", "杨", "朱",
    "秦", "尤", "许", "何", "吕", "施", "张", "孔", "曹", "严", "华", "金", "魏", "陶", "姜", "单", "曾",
    "仇", "解", "欧阳", "上官", "慕容", "尉迟",
];
pub(super) const MEN: &[&str] = &[
    "大山", "志国", "永福", "建平", "德顺", "长河", "有田", "春生", "家旺", "立新", "守义", "铁柱", "万里",
    "学文", "广才", "振东", "堃", "喆", "满仓", "来喜", "清泉", "石头", "贵生", "民安",
];
pub(super) const WOMEN: &[&str] = &[
    "秀兰", "桂花", "小河", "玉珍", "春梅", "丽萍", "淑芬", "月英", "翠莲", "雅琴", "金凤", "晓燕", "冬梅",
    "巧云", "㛃", "素贞", "红霞", "慧敏", "彩霞", "凤英", "玉兰", "雪梅",
];
/// Whole names that a desk must be able to write.
pub(super) const RARE: &[&str] = &["买买提·吐尔逊", "李䶮", "阿依古丽·艾合买提", "王𠅤", "乌兰图雅"];

pub(super) const FIRMS: &[&str] = &[
    "云水县富民粮油商行",
    "云水县宏达建筑劳务有限公司",
    "青河镇利民超市",
    "云水县青河农机专业合作社",
    "云水县安居物业服务有限公司",
    "青河镇卫生院",
    "云水县通达运输有限公司",
    "青河镇上河村村民委员会",
];
pub(super) const OCCUPATIONS: &[&str] =
    &["农民", "个体工商户", "务工", "退休", "教师", "司机", "瓦工", "无业"];

/// A kind of dispute: category, what happened (`{a}`, `{b}`, `{v}` village, `{y}` yuan), what was agreed, how.
pub(super) struct Plot {
    pub(super) category: &'static str,
    pub(super) facts: &'static str,
    pub(super) terms: &'static str,
    pub(super) ways: &'static [&'static str],
    /// The least and the most money it is about, in hundreds of yuan.
    pub(super) amounts: (u32, u32),
}

pub(super) const PLOTS: &[Plot] = &[
    Plot {
        category: "neighbour",
        facts: "{b}在{v}翻建自家院墙时，将墙基向{a}家一侧移出约40厘米，占用了两家之间的公共排水沟。雨后积水倒灌进{a}家厢房，浸坏存粮和地面砖。双方多次争吵，未能协商一致。",
        terms: "一、{b}在约定期限内将院墙退回原墙基线，恢复排水沟原状，费用自行承担。\n二、{b}赔偿{a}存粮和地面修复损失人民币{y}元。\n三、双方就本纠纷再无其他争议。",
        ways: &["restore", "compensate"],
        amounts: (5, 60),
    },
    Plot {
        category: "marriage-family",
        facts: "{a}与{b}系兄弟姐妹，因父母赡养费用的分担和老宅的使用发生争执，近半年互不往来，父母的生活费未按时支付。",
        terms: "一、{a}、{b}每人每月支付父母生活费人民币{y}元，于每月5日前付清。\n二、医疗费用凭票据由双方平均分担。\n三、老宅由父母居住，双方不得干涉。",
        ways: &["compensate"],
        amounts: (3, 12),
    },
    Plot {
        category: "contract",
        facts: "{a}向{b}供应建材一批，双方约定货到付款。货物交付后，{b}以质量有瑕疵为由，尚欠货款{y}元未付。",
        terms: "一、{b}分两期支付{a}货款人民币{y}元，首期在签订协议之日付清一半，余款在约定期限内付清。\n二、{a}负责更换有瑕疵的部分材料。",
        ways: &["compensate", "repair"],
        amounts: (30, 480),
    },
    Plot {
        category: "migrant-wages",
        facts: "{a}等人在{b}承包的{v}道路硬化工程务工，工程完工后尚有工资{y}元未结清，多次催要未果。",
        terms: "一、{b}在约定期限内一次付清拖欠的工资人民币{y}元。\n二、逾期不付的，{a}可以依法申请支付令或者提起诉讼。",
        ways: &["compensate"],
        amounts: (20, 480),
    },
    Plot {
        category: "forest-land",
        facts: "{a}与{b}在{v}的承包地相邻，地界石移位，双方对一条宽约1.2米的田埂归谁使用各执一词，春耕时发生推搡，未造成伤害。",
        terms: "一、以村委会保存的承包合同附图为准，由双方和村委会到场重新埋设界石。\n二、田埂由双方共同使用，任何一方不得改作他用。",
        ways: &["restore", "cease"],
        amounts: (3, 50),
    },
    Plot {
        category: "damage",
        facts: "{b}饲养的犬只在{v}未拴绳，将路过的{a}咬伤。{a}到卫生院就诊，支出医疗费等共计{y}元，双方对赔偿数额不能达成一致。",
        terms: "一、{b}赔偿{a}医疗费、误工费共计人民币{y}元，签订协议之日付清。\n二、{b}今后外出遛犬须拴绳。",
        ways: &["compensate", "apologize"],
        amounts: (3, 80),
    },
    Plot {
        category: "housing",
        facts: "{a}承租{b}位于{v}的房屋，租期届满后因押金退还和屋内设施折旧发生争议，{b}扣留押金{y}元。",
        terms: "一、{b}退还{a}押金人民币{y}元。\n二、{a}在三日内搬离并交还钥匙。",
        ways: &["return"],
        amounts: (5, 60),
    },
    Plot {
        category: "traffic",
        facts: "{b}驾驶三轮车在{v}村口与{a}骑行的电动车相撞，{a}车辆受损、右臂擦伤。双方对责任没有争议，对赔偿数额意见不一。",
        terms: "一、{b}赔偿{a}车辆修理费、医疗费共计人民币{y}元。\n二、双方互不追究其他责任。",
        ways: &["compensate"],
        amounts: (3, 120),
    },
];

/// What was said in a session (`{a}`, `{b}`).
pub(super) const SESSIONS: &[&str] = &[
    "调解员告知双方权利义务。{a}陈述了经过和要求；{b}承认部分事实，对数额有异议。调解员到现场查看，双方同意各自考虑后再谈。",
    "双方再次到场。调解员分别做工作，说明有关规定和邻里相处的道理，双方的差距缩小。",
    "调解员会同村干部走访了知情人，核实了有关情况，向双方说明了核实的结果。",
];
/// The session that settles it.
pub(super) const SETTLED: &str =
    "在调解员主持下，双方互相谅解，就履行的内容、方式和期限达成一致，当场表示不再反悔。";
/// The session that does not.
pub(super) const FAILED: &str = "双方分歧仍然很大，{b}明确表示不再接受调解。调解员告知双方可以依法通过仲裁、行政、司法等途径维护自己的权利。";
