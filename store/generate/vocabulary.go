package generate

// A language is what customers of one kind write, and what they are called.
// {p} is a product, {n} a number, {d} a day, {w} a name that few others have.
type language struct {
	code    string
	share   int    // of a hundred customers
	prefix  string // of their numbers
	digits  int    // that follow it
	first   []string
	last    []string
	phrases []string // the customer's
	answers []string // the shop's
	days    []string
}

var products = []string{
	"chapata", "mollete", "hogaza", "roscón", "tarta de manzana", "tarta de queso", "empanada", "bollito", "pan de centeno",
	"pan de molde", "croissant", "palmera", "magdalena", "napolitana", "pastel de nata", "broa", "focaccia", "bagel", "brioche",
	"torta de aceite", "ensaimada", "panettone", "cookie", "brownie", "donut", "pan integral", "pan sin gluten", "baguette",
}

var languages = []language{
	{code: "es", share: 52, prefix: "+346", digits: 8,
		first: []string{"Lucía", "María", "Carmen", "José", "Antonio", "Paula", "Álvaro", "Nuria", "Íñigo", "Begoña", "Sergio", "Rocío", "Ángel", "Marta", "Diego", "Inés"},
		last:  []string{"García", "Martín", "Núñez", "Peña", "López", "Sánchez", "Gómez", "Ibáñez", "Muñoz", "Ruiz", "Castaño", "Vázquez"},
		phrases: []string{"¿Me guardas {n} {p} para el {d}?", "Hola, buenos días", "¿A qué hora puedo pasar a recoger el pedido?",
			"Muchas gracias, hasta luego", "¿Cuánto cuesta {p}?", "Soy alérgica a las nueces, ¿lleva nueces la {p}?",
			"¿Hacéis envíos a la calle {w} número {n}?", "Te hago la transferencia ahora mismo", "Al final serán {n}, perdona el cambio",
			"¿Tenéis {p} el {d} por la mañana?", "Es para el cumpleaños de {w}", "Perfecto, allí estaré", "Llego un poco tarde, lo siento",
			"El pedido {n} ¿está listo?", "La {p} estaba buenísima", "¿Puede ser sin azúcar?", "Mándame la factura a nombre de {w}"},
		answers: []string{"¡Hola! Claro que sí", "Te lo guardamos hasta el {d}", "Son {n} euros", "Ya está listo, puedes pasar cuando quieras",
			"La {p} no lleva nueces", "Abrimos de 8 a 20 h", "Lo enviamos a la calle {w}", "Gracias a ti", "El {d} no nos queda {p}, ¿te vale otro día?"},
		days: []string{"lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"}},
	{code: "pt", share: 18, prefix: "+55119", digits: 8,
		first: []string{"João", "Maria", "Antônio", "Beatriz", "Luís", "Conceição", "Tiago", "Inês", "Rafael", "Letícia"},
		last:  []string{"Silva", "Souza", "Gonçalves", "Araújo", "Magalhães", "Oliveira", "Simões", "Brandão"},
		phrases: []string{"Bom dia, vocês têm {p}?", "Quero {n} {p} para {d}", "Qual é o preço da {p}?", "Obrigada, até amanhã",
			"Pode entregar na rua {w}, {n}?", "O pedido {n} já saiu?", "É para o aniversário da {w}", "Não posso comer glúten", "Vou pagar com pix"},
		answers: []string{"Bom dia! Temos sim", "São {n} reais", "Está pronto para retirar", "Entregamos na rua {w}", "Reservado para {d}"},
		days:    []string{"segunda", "terça", "quarta", "quinta", "sexta", "sábado", "domingo"}},
	{code: "en", share: 14, prefix: "+4477", digits: 8,
		first: []string{"Emma", "Oliver", "Zoë", "Liam", "Chloe", "Noah", "Siân", "Ruth"},
		last:  []string{"Smith", "O'Brien", "Taylor", "Walker", "McKenzie", "Hughes", "Brontë"},
		phrases: []string{"Hi, do you have any {p} left?", "Could I order {n} {p} for {d} please?", "What time do you close on {d}?",
			"Is the {p} gluten free?", "I'm on {w} road, number {n}", "Thanks so much!", "Where is order {n}?", "My daughter {w} has a nut allergy"},
		answers: []string{"Of course, how many?", "Your order is ready to collect", "We are open until eight", "That will be {n} pounds", "The {p} has no nuts in it"},
		days:    []string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}},
	{code: "ar", share: 4, prefix: "+2126", digits: 8, first: []string{"فاطمة", "محمد", "يوسف", "ليلى"}, last: []string{"العلوي", "بنعلي", "الإدريسي"},
		phrases: []string{"صباح الخير، هل لديكم خبز؟", "أريد {n} من {p}", "شكرا جزيلا", "متى يكون الطلب {n} جاهزا؟"},
		answers: []string{"نعم، أهلا وسهلا", "الطلب جاهز", "السعر {n}"}, days: []string{"الاثنين", "الجمعة", "السبت"}},
	{code: "ru", share: 4, prefix: "+7916", digits: 7, first: []string{"Наталья", "Сергей", "Ольга", "Фёдор"}, last: []string{"Иванова", "Соловьёв", "Кузнецов"},
		phrases: []string{"Здравствуйте, есть {p}?", "Мне нужно {n} штук на {d}", "Спасибо большое", "Заказ {n} готов?", "Сколько стоит хлеб?"},
		answers: []string{"Да, конечно", "Заказ готов", "Будет стоить {n}"}, days: []string{"понедельник", "пятницу", "субботу"}},
	{code: "zh", share: 3, prefix: "+8613", digits: 9, first: []string{"伟", "芳", "娜", "秀英"}, last: []string{"王", "李", "张", "陈"},
		phrases: []string{"你好，还有面包吗？", "我要{n}个{p}", "谢谢，明天见", "订单{n}好了吗？"},
		answers: []string{"有的", "可以来取了", "一共{n}元"}, days: []string{"星期一", "星期五"}},
	{code: "hi", share: 3, prefix: "+9198", digits: 8, first: []string{"प्रिया", "राहुल", "अंजलि"}, last: []string{"शर्मा", "गुप्ता", "पटेल"},
		phrases: []string{"नमस्ते, क्या {p} है?", "मुझे {n} चाहिए", "धन्यवाद", "ऑर्डर {n} कब मिलेगा?"},
		answers: []string{"जी हाँ", "आपका ऑर्डर तैयार है"}, days: []string{"सोमवार", "शनिवार"}},
	{code: "el", share: 2, prefix: "+3069", digits: 8, first: []string{"Ελένη", "Γιώργος"}, last: []string{"Παπαδοπούλου", "Νικολάου"},
		phrases: []string{"Καλημέρα, έχετε {p};", "Θέλω {n} για {d}", "Ευχαριστώ πολύ"},
		answers: []string{"Βεβαίως", "Είναι έτοιμο"}, days: []string{"Δευτέρα", "Σάββατο"}},
}

var (
	emoji = []string{"😀", "🙏", "❤️", "👍🏽", "🎂", "🥐", "🥖", "🎉", "👩‍👩‍👧", "🇪🇸", "🇧🇷", "🫠", "😂", "🤍", "✅"}

	files    = []string{"factura", "presupuesto", "lista", "invoice", "comprovante", "pedido", "menú", "alérgenos"}
	notes    = []string{"paga siempre por transferencia", "alergia a las nueces", "llamar antes de entregar", "cliente de {w}", "prefiere {p}", "descuento del 10 %", "deixar com o porteiro", "collects on {d}"}
	labels   = []struct{ name, tone string }{{"VIP", "accent"}, {"Hostelería", "info"}, {"Alergias", "warning"}, {"Debe dinero", "amber"}, {"Bodas", "accent"}, {"Reparto", "neutral"}}
	places   = []string{"Triana", "Nervión", "Macarena", "Los Remedios", "Centro", "São Paulo", "London", ""}
	shortcut = []struct{ name, text string }{
		{"horario", "Abrimos de lunes a sábado de 8 a 20 h y los domingos de 8 a 14 h."}, {"gracias", "¡Gracias, {customer}!"},
		{"listo", "Tu pedido {order} está listo."}, {"transferencia", "Puedes hacer la transferencia a ES00 0000 0000 0000."},
		{"envío", "Enviamos a toda la ciudad por 3 €."}, {"gluten", "Tenemos pan sin gluten los martes y los viernes."},
		{"roscon", "Los roscones salen el día 4; se reservan con antelación."}, {"precio", "La chapata cuesta 3,20 €."},
		{"alergenos", "Todo puede contener trazas de frutos secos."}, {"open", "We are open from 8 to 20 h."},
	}
	// A rare name is made of three of these: some 40,000 of them.
	syllables = []string{"ba", "ca", "do", "fe", "gui", "ha", "lo", "mar", "na", "or", "pe", "qui", "ra", "sa", "ti", "ur", "val", "xa", "ya", "zu",
		"ber", "cor", "den", "es", "fro", "gal", "hin", "lan", "mel", "nor", "pil", "ros", "sen", "tor"}
)
