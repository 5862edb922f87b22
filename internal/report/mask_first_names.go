package report

// firstNames are common first names in Sweden and England. A capital and one of these tell
// a person also where nothing else does. Left out are those that as often are something
// else where people write about places: Bo, Dag, Liv, Mark, Max, May, Per, Rose, Sten, Stig.
var firstNames = words(
	"abbas abdi abdullah adam adnan agneta agnes ahmad ahmed aisha albert albin alex alexander alexandra alfred ali alice alicia alma alva " +
		"amanda amina amir amira anders andreas anette angelica anita anja anna anna-karin anna-lena anne anneli annelie annika ann ann-charlotte ann-christin ann-marie " +
		"anton antonia arne arvid asta astrid august axel barbro beatrice bengt benjamin berit bernt bertil birgit birgitta bjarne björn britt britta " +
		"börje camilla carin carina carl carl-johan carolina caroline cassandra catarina cecilia charlie charlotta charlotte christer christian christina christoffer " +
		"clara claes conny cornelia dagmar daniel daniela david dennis desirée diana doris dragan ebba eddie edvin edward elin elina elias elis elisabet elisabeth " +
		"ella ellen elliot elsa elvira emanuel emelie emil emilia emma emmy engla erik erika ester eva evelina fadi fanny fatima fatma felicia felix filip filippa " +
		"fredrik frida gabriel gabriella gerd gertrud greta gunilla gunnar gun-britt gustaf gustav göran gösta hampus hanna hannah hannes hans harald harry hassan " +
		"hedda helen helena helene henrik henry hilda hugo hussein håkan ibrahim ida inga ingegerd inger ingmar ingrid ingvar irene isabella isabelle isac isak " +
		"ismail ivar jacob jakob jamal jan janne jasmine jean jeanette jenny jens jerker jessica jesper jimmy joakim joar jocke joel johan johanna johannes john johnny " +
		"jon jonas jonathan jonny josef josefin josefine julia julian jörgen kajsa kalle karim karin karl karl-erik karolina katarina kenneth kent kerstin kevin khalid " +
		"kjell klara klas kristian kristina kristoffer kurt lars lars-erik lars-göran lasse laura leif lena lennart leo leon leonard lina linda linnea linus lisa lisbeth lotta " +
		"louise lova lovisa lucas ludvig lukas maja malin malte marcus margareta margit maria marianne marie markus martin matilda mats mattias maud melker melvin " +
		"micael mikael mikaela milla milo mio mirjam moa mohamad mohamed mohammad mohammed mona monica monika morgan muhammed mustafa märta måns natalie nathalie nicklas niclas " +
		"niklas nils nina noah nora nour ola oliver olivia olle olof omar oskar oscar otto ove patric patrick patrik paul paulina pelle pernilla peter petra pia pontus " +
		"ragnar rasmus rebecca rebecka reza richard rikard robert robin roger roland rolf ronja ronny roy rune saga said sally samira samuel sandra sara sarah " +
		"sebastian selma signe sigrid simon siv sofia sofie solveig stefan stella stina sune susanna susanne svante sven sven-erik sven-olof svetlana tage tariq teodor terese therese " +
		"theo theodor thomas tilda tilde tim timothy tina tindra tobias tom tomas tommy tony torbjörn tore tove tyra ulf ulla ulrika urban ursula vera veronica vidar viggo viktor " +
		"viktoria vilma vilmer vincent vivianne wilhelm wilma yasin yasmin ylva youssef yusuf yvonne zahra zeinab åke åsa örjan östen " +
		"aaron abigail adrian aidan alan alfie alison amelia amy andrea andrew angela anthony archie arthur ashley barbara barry ben beth betty bethany brandon brenda brian bridget " +
		"bruce callum cameron carl carol catherine chloe chris christopher claire colin connor craig daisy damian danielle darren dave dean deborah denise derek diane donald donna dorothy " +
		"douglas duncan dylan edith eleanor elizabeth emily eric ethan evan evelyn evie fiona florence francesca freddie freya gareth gary gavin gemma geoffrey george gerald geraldine gillian " +
		"gordon graham greg harriet harrison hayley heather holly hugh ian imogen isaac isla isobel jack jackson jacqueline jake james jamie jane janet jason jeff jeffrey jennifer jeremy jill " +
		"jim joan joanne joe jordan joseph joshua joyce judith julie karen kate katherine kathleen katie keith kelly kerry kieran kim kimberly kirsty kyle lauren lee leah lewis liam lily linda " +
		"lorraine louis lucy luke lydia lynn madison malcolm margaret marilyn marion marjorie mary mason matthew maureen megan melanie melissa mia michael michelle mike molly muhammad nancy naomi " +
		"natasha neil nicholas nicola nicole nigel norman oliver oscar owen pamela pat patricia paula pauline peggy phil philip phoebe rachel raymond rebecca reece rhys rita roderick ronald " +
		"rosemary roxanne russell ruth ryan samantha scott sean sharon sheila shirley simon sophia sophie stacey stanley stephanie stephen steve steven stewart stuart susan suzanne sylvia tamara " +
		"teresa terry tracey tracy trevor tyler valerie vanessa vera veronica victoria vincent virginia vivian walter wayne wendy wesley william yvette zachary zoe")
